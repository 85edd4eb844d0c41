{{%AUTOESCAPE context="HTML"}}
{{TITLE register.confirm_title}}
{{! Behind the mailed link. USER_NAME: the address, not to be changed. GIVEN_NAME, FAMILY_NAME: refilled. LINK_PROOF; SUGGESTION with
    PHRASE. Error fields: given_name, family_name, new_password, confirm_password. }}
{{PART heading}}
<p>{{T register.confirm_intro}}</p>
<form method="post" action="/Account/Register/Confirm">
{{PART form_token}}
<input type="hidden" name="link" value="{{LINK_PROOF}}">
{{PART known_user_name}}
<div class="field">
<label for="given_name">{{T register.given_name}}</label>
{{#GIVEN_NAME_ERROR}}<p class="error" id="given_name-error">{{ERROR_TEXT}}</p>{{/GIVEN_NAME_ERROR}}
<input type="text" id="given_name" name="given_name" value="{{GIVEN_NAME}}" autocomplete="given-name" spellcheck="false"{{#GIVEN_NAME_ERROR}} aria-invalid="true" aria-describedby="given_name-error"{{/GIVEN_NAME_ERROR}}>
</div>
<div class="field">
<label for="family_name">{{T register.family_name}}</label>
<p class="hint" id="family_name-hint">{{T register.organisation_hint}}</p>
{{#FAMILY_NAME_ERROR}}<p class="error" id="family_name-error">{{ERROR_TEXT}}</p>{{/FAMILY_NAME_ERROR}}
<input type="text" id="family_name" name="family_name" value="{{FAMILY_NAME}}" autocomplete="family-name" spellcheck="false" aria-required="true" aria-describedby="{{#FAMILY_NAME_ERROR}}family_name-error {{/FAMILY_NAME_ERROR}}family_name-hint"{{#FAMILY_NAME_ERROR}} aria-invalid="true"{{/FAMILY_NAME_ERROR}}>
</div>
{{PART new_password}}
<button>{{T register.submit}}</button>
</form>
<p class="aside">{{T register.privacy -> /Account/Privacy}}</p>
