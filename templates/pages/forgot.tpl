{{%AUTOESCAPE context="HTML"}}
{{TITLE forgot.title}}
{{! USER_NAME: refilled. RETURN_URL. Error field: user_name. }}
{{PART heading}}
<p id="intro">{{T forgot.intro}}</p>
<form method="post" action="/Account/Forgot">
{{PART form_token}}
<input type="hidden" name="return_url" value="{{RETURN_URL}}">
<div class="field">
<label for="user_name">{{T forgot.field}}</label>
{{#USER_NAME_ERROR}}<p class="error" id="user_name-error">{{ERROR_TEXT}}</p>{{/USER_NAME_ERROR}}
<input type="text" id="user_name" name="user_name" value="{{USER_NAME}}" inputmode="email" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="254"{{#USER_NAME_ERROR}} aria-invalid="true" aria-describedby="user_name-error"{{/USER_NAME_ERROR}}>
</div>
<button>{{T forgot.submit}}</button>
</form>
<p class="aside"><a href="/Account/Login?ReturnUrl={{RETURN_URL:url_query_escape}}">{{T login.back}}</a></p>
