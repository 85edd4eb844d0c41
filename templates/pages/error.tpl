{{%AUTOESCAPE context="HTML"}}
{{TITLE error.title}}
{{! One of the sections; the heading by Page::title("error.404.title") and the like. REFERENCE. FORM with ACTION, KEPT with NAME and
    VALUE for each field, PASSWORD with NAME, LABEL and AUTOCOMPLETE, WITH_PASSWORD where there is one: a form that failed, to be
    sent once more. }}
{{PART heading}}
{{#BAD_REQUEST}}<p>{{T error.400}}</p>{{/BAD_REQUEST}}
{{#DENIED}}<p>{{T error.403_denied @}}</p>{{/DENIED}}
{{#NOT_FOUND}}<p>{{T error.404 -> /Account/Login}}</p>{{/NOT_FOUND}}
{{#TOO_LARGE}}<p>{{T error.413}}</p>{{/TOO_LARGE}}
{{#FAILED}}<p>{{T error.500}}</p>{{/FAILED}}
{{#UNAVAILABLE}}<p>{{T error.503}}</p>{{/UNAVAILABLE}}
{{#OUTCOME_UNKNOWN}}<p>{{T error.outcome_unknown @}}</p>{{/OUTCOME_UNKNOWN}}
{{#FORM}}
<p>{{T error.form_kept}}</p>
<form method="post" action="{{ACTION}}">
{{PART form_token}}
{{#KEPT}}<input type="hidden" name="{{NAME}}" value="{{VALUE}}">
{{/KEPT}}
{{#PASSWORD}}<div class="field">
<label for="{{NAME}}">{{LABEL}}</label>
<input type="password" id="{{NAME}}" name="{{NAME}}" autocomplete="{{AUTOCOMPLETE}}" aria-required="true">
</div>
{{/PASSWORD}}
{{#WITH_PASSWORD}}{{PART show_password}}{{/WITH_PASSWORD}}
<button>{{T error.send_again}}</button>
</form>
{{/FORM}}
<p class="hint">{{T error.reference}}</p>
