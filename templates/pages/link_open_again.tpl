{{%AUTOESCAPE context="HTML"}}
{{TITLE link.open_again.title}}
{{! The browser does not have the link's cookie. NEW_LINK with NEW_LINK_URL: where a new link is asked for. REFERENCE. }}
{{PART heading}}
<p>{{T link.open_again}}</p>
{{#NEW_LINK}}
<p>{{T link.open_again.new}}</p>
<p><a class="button" href="{{NEW_LINK_URL}}">{{T link.dead.button}}</a></p>
{{/NEW_LINK}}
<p class="hint">{{T error.reference}}</p>
