{{%AUTOESCAPE context="HTML"}}
{{TITLE link.dead.title}}
{{! NEW_LINK_URL: where a new link is asked for. }}
{{PART heading}}
<p>{{T link.dead.text}}</p>
<p><a class="button" href="{{NEW_LINK_URL}}">{{T link.dead.button}}</a></p>
<p class="aside">{{T link.dead.lost}}</p>
