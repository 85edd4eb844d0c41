{{%AUTOESCAPE context="HTML"}}
{{TITLE settings.name_title}}
{{! GIVEN_NAME, FAMILY_NAME: refilled. Error fields: given_name, family_name. }}
{{PART settings_breadcrumb}}
{{PART heading}}
<p>{{T settings.name_hint}}</p>
<form method="post" action="/Account/Settings/Name">
{{PART form_token}}
{{PART names}}
<p class="note">{{T password.required_note}}</p>
<button>{{T settings.save}}</button>
</form>
