{{%AUTOESCAPE context="HTML"}}
{{! What every form carries: that it is ours for this browser, and whose it is when somebody is signed in. }}
<input type="hidden" name="form_token" value="{{FORM_TOKEN}}">
{{#OWNED}}<input type="hidden" name="form_owner" value="{{FORM_OWNER}}">{{/OWNED}}
