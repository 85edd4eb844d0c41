{{%AUTOESCAPE context="HTML"}}
{{TITLE link.other.title}}
{{! The link was asked for by another account than the one that is signed in, USER_NAME. }}
{{PART heading}}
<p>{{T link.other.text}}</p>
<form method="post" action="/Account/Logout">
{{PART form_token}}
<button>{{T bar.sign_out}}</button>
</form>
