{{%AUTOESCAPE context="HTML"}}
{{! GIVEN_NAME, FAMILY_NAME: refilled. Error fields: given_name, family_name. }}
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
