{{%AUTOESCAPE context="HTML"}}
{{TITLE settings.language_title}}
{{! CHOSEN_FI, CHOSEN_SV, CHOSEN_EN: which one holds. }}
{{PART settings_breadcrumb}}
{{PART heading}}
<form method="post" action="/Account/Settings/Language">
{{PART form_token}}
<fieldset>
<legend>{{T settings.language_question}}</legend>
<div class="check"><input type="radio" id="language-fi" name="language" value="fi"{{#CHOSEN_FI}} checked{{/CHOSEN_FI}}><label for="language-fi" lang="fi">Suomeksi</label></div>
<div class="check"><input type="radio" id="language-sv" name="language" value="sv"{{#CHOSEN_SV}} checked{{/CHOSEN_SV}}><label for="language-sv" lang="sv">På svenska</label></div>
<div class="check"><input type="radio" id="language-en" name="language" value="en"{{#CHOSEN_EN}} checked{{/CHOSEN_EN}}><label for="language-en" lang="en">In English</label></div>
</fieldset>
<button>{{T settings.save}}</button>
</form>
