{{%AUTOESCAPE context="HTML"}}
{{TITLE email.confirm_title}}
{{! Behind the link in the mail to the new address. USER_NAME: the address that holds; NEW_EMAIL; LINK_PROOF. }}
{{PART settings_breadcrumb}}
{{PART heading}}
<dl>
<dt>{{T email.old}}</dt><dd>{{USER_NAME}}</dd>
<dt>{{T email.new_plain}}</dt><dd>{{NEW_EMAIL}}</dd>
</dl>
<p>{{T email.confirm_text}}</p>
<form method="post" action="/Account/Settings/Email/Confirm">
{{PART form_token}}
<input type="hidden" name="link" value="{{LINK_PROOF}}">
<button>{{T email.confirm_button}}</button>
</form>
{{PART send_once}}
