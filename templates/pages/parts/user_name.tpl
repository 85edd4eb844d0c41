{{%AUTOESCAPE context="HTML"}}
{{! The first step's field. USER_NAME: what was typed before. }}
<div class="field">
<label for="user_name">{{T login.username}}</label>
{{#USER_NAME_ERROR}}<p class="error" id="user_name-error">{{ERROR_TEXT}}</p>{{/USER_NAME_ERROR}}
<input type="text" id="user_name" name="user_name" value="{{USER_NAME}}" inputmode="email" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="254"{{#USER_NAME_ERROR}} aria-invalid="true" aria-describedby="user_name-error"{{/USER_NAME_ERROR}}>
</div>
