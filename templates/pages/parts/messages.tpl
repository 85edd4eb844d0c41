{{%AUTOESCAPE context="HTML"}}
{{#ERRORS}}
<div class="message bad" role="alert" tabindex="-1" autofocus>
<h2>{{T error.summary}}</h2>
<ul>
{{#ERROR}}<li>{{#ERROR_AT_FIELD}}<a href="#{{ERROR_FIELD}}">{{ERROR_TEXT}}</a>{{/ERROR_AT_FIELD}}{{#ERROR_ALONE}}{{ERROR_BEFORE}}{{#ERROR_LINK}}<a href="{{ERROR_URL}}">{{ERROR_WORDS}}</a>{{/ERROR_LINK}}{{ERROR_AFTER}}{{/ERROR_ALONE}}</li>{{/ERROR}}
</ul>
{{#REFERENCED}}<p class="hint">{{T error.reference}}</p>{{/REFERENCED}}
</div>
{{/ERRORS}}
{{#NOTICE}}<div class="message{{#DONE}} good{{/DONE}}" role="status"><p>{{NOTICE_TEXT}}</p></div>{{/NOTICE}}
