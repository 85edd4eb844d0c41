{{%AUTOESCAPE context="HTML"}}
{{TITLE password.title}}
{{! Behind the mailed link. USER_NAME, BACK_URL, LINK_PROOF; SUGGESTION with PHRASE. Error fields: new_password, confirm_password. }}
{{PART password_breadcrumb}}
{{PART heading}}
<p>{{T password.intro}}</p>
<p class="for">{{T password.for_account}}</p>
<form method="post" action="/Account/RecoverPassword">
{{PART form_token}}
<input type="hidden" name="link" value="{{LINK_PROOF}}">
{{! The text above shows it; the field is for password managers (R-287). }}
<input class="away" type="text" id="user_name" name="user_name" value="{{USER_NAME}}" autocomplete="username" readonly tabindex="-1" aria-hidden="true">
{{PART new_password}}
<button>{{T password.submit}}</button>
</form>
