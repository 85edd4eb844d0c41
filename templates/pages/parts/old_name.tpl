{{%AUTOESCAPE context="HTML"}}
{{! OLD_NAME: what was typed before. }}
<div class="field">
<label for="old_name">{{T old_user.field}}</label>
{{#OLD_NAME_ERROR}}<p class="error" id="old_name-error">{{ERROR_TEXT}}</p>{{/OLD_NAME_ERROR}}
<input type="text" id="old_name" name="old_name" value="{{OLD_NAME}}" autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="254" aria-required="true"{{#OLD_NAME_ERROR}} aria-invalid="true" aria-describedby="old_name-error"{{/OLD_NAME_ERROR}}>
</div>
