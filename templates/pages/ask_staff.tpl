{{%AUTOESCAPE context="HTML"}}
{{TITLE ask_staff.title}}
{{! OLD_NAME, MESSAGE: refilled. Error fields: old_name, message. }}
{{PART settings_breadcrumb}}
{{PART heading}}
<p>{{T ask_staff.intro}}</p>
<form method="post" action="/Account/Settings/OldUser/Staff">
{{PART form_token}}
{{PART old_name}}
<div class="field">
<label for="message">{{T ask_staff.message}}</label>
<p class="hint" id="message-hint">{{T ask_staff.message_hint}}</p>
{{#MESSAGE_ERROR}}<p class="error" id="message-error">{{ERROR_TEXT}}</p>{{/MESSAGE_ERROR}}
<textarea id="message" name="message" rows="5" autocomplete="off" maxlength="1000" aria-describedby="{{#MESSAGE_ERROR}}message-error {{/MESSAGE_ERROR}}message-hint"{{#MESSAGE_ERROR}} aria-invalid="true"{{/MESSAGE_ERROR}}>{{MESSAGE}}</textarea>
</div>
<p class="note">{{T password.required_note}}</p>
<button>{{T ask_staff.submit}}</button>
</form>
<p class="aside"><a href="/Account/Settings/OldUser">{{T ask_staff.back}}</a></p>
{{PART send_once}}
