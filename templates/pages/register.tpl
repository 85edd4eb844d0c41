{{%AUTOESCAPE context="HTML"}}
{{TITLE register.title}}
{{! EMAIL: refilled. RETURN_URL. Error field: email. }}
{{PART heading}}
<div class="message">
<h2>{{T register.used_before_title}}</h2>
<p>{{T register.used_before -> /Account/Login?ReturnUrl=$RETURN_URL}}</p>
</div>
<p>{{T register.intro}}</p>
<form method="post" action="/Account/Register">
{{PART form_token}}
<input type="hidden" name="return_url" value="{{RETURN_URL}}">
<div class="field">
<label for="email">{{T register.email}}</label>
<p class="hint" id="email-hint">{{T register.own_address}}</p>
{{#EMAIL_ERROR}}<p class="error" id="email-error">{{ERROR_TEXT}}</p>{{/EMAIL_ERROR}}
<input type="text" id="email" name="email" value="{{EMAIL}}" inputmode="email" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="254" aria-required="true" aria-describedby="{{#EMAIL_ERROR}}email-error {{/EMAIL_ERROR}}email-hint"{{#EMAIL_ERROR}} aria-invalid="true"{{/EMAIL_ERROR}}>
</div>
<p class="note">{{T password.required_note}}</p>
<button>{{T register.send}}</button>
</form>
<p class="aside">{{T register.privacy -> /Account/Privacy}}</p>
<p class="aside">{{T login.no_email}}</p>
