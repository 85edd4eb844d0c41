{{%AUTOESCAPE context="HTML"}}
{{TITLE login.password_title}}
{{! Second step. USER_NAME; STEP: the sealed state; CHANGE_URL, FORGOT_URL, RETURN_URL. SUGGESTION with SUGGESTION_URL and
    SUGGESTION: another spelling of the address. REMEMBERED ticks the box. Error fields: password. }}
<h1>{{T login.title}}</h1>
{{PART messages}}
{{PART login_intro}}
<form method="post" action="/Account/Login">
{{PART form_token}}
<input type="hidden" name="step" value="{{STEP}}">
{{! For the second of two tabs: whoever is signed in by then still goes where they wanted to go. }}
<input type="hidden" name="return_url" value="{{RETURN_URL}}">
{{PART known_user_name}}
<p class="under"><a href="{{CHANGE_URL}}">{{T login.change_username}}</a></p>
{{#SUGGESTION}}<p class="under">{{T login.did_you_mean -> SUGGESTION_URL}}</p>{{/SUGGESTION}}
<div class="field">
<label for="password">{{T login.password}}</label>
{{#PASSWORD_ERROR}}<p class="error" id="password-error">{{ERROR_TEXT}}</p>{{/PASSWORD_ERROR}}
<input type="password" id="password" name="password" autocomplete="current-password" aria-describedby="{{#PASSWORD_ERROR}}password-error {{/PASSWORD_ERROR}}no_password"{{#PASSWORD_ERROR}} aria-invalid="true"{{/PASSWORD_ERROR}}>
<p class="hint" id="no_password">{{T login.no_password_yet}}</p>
</div>
{{PART show_password}}
<div class="check">
<input type="checkbox" id="remember" name="remember" value="1" aria-describedby="remember-hint"{{#REMEMBERED}} checked{{/REMEMBERED}}>
<label for="remember">{{T login.remember}}</label>
<p class="hint" id="remember-hint">{{T login.remember_hint #remembered_days}}</p>
</div>
<p><a href="{{FORGOT_URL}}">{{T login.forgot}}</a></p>
<button>{{T login.submit}}</button>
</form>
