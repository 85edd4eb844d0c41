{{%AUTOESCAPE context="HTML"}}
{{TITLE link.dead.title}}
{{! FOR_PASSWORD, or FOR_CHANGE: what has not changed. NEW_LINK with NEW_LINK_URL: where a new link is asked for. REFERENCE. }}
{{PART heading}}
{{#FOR_PASSWORD}}<p>{{T link.dead.text}}</p>{{/FOR_PASSWORD}}
{{#FOR_CHANGE}}<p>{{T link.dead.change @}}</p>{{/FOR_CHANGE}}
{{#NEW_LINK}}<p><a class="button" href="{{NEW_LINK_URL}}">{{T link.dead.button}}</a></p>{{/NEW_LINK}}
<p class="aside">{{T link.dead.lost}}</p>
<p class="hint">{{T error.reference}}</p>
