{{%AUTOESCAPE context="HTML"}}
{{TITLE error.title}}
{{! One of the sections; the heading by Page::title("error.404.title") and the like. REFERENCE. }}
{{PART heading}}
{{#BAD_REQUEST}}<p>{{T error.400}}</p>{{/BAD_REQUEST}}
{{#DENIED}}<p>{{T error.403_denied}}</p>{{/DENIED}}
{{#NOT_FOUND}}<p>{{T error.404 -> /Account/Login}}</p>{{/NOT_FOUND}}
{{#TOO_LARGE}}<p>{{T error.413}}</p>{{/TOO_LARGE}}
{{#FAILED}}<p>{{T error.500}}</p>{{/FAILED}}
{{#UNAVAILABLE}}<p>{{T error.503}}</p>{{/UNAVAILABLE}}
<p class="hint">{{T error.reference}}</p>
