{{%AUTOESCAPE context="HTML"}}
{{TITLE staff.act.send_link.title}}
{{! One act; the heading by Page::title. EXPLANATION, BUTTON, ACT, ACCOUNT_URL, NAME, EMAIL, REASON. NEW_ADDRESS with NEW_EMAIL, or OTHER_ACCOUNT
    with INTO; with either, IDENTITY and one of CHOSE_DOCUMENT, CHOSE_STRONG, CHOSE_KNOWN. WAITING: CHANGE, CHANGE_TO, CHANGE_DUE_WHAT, CHANGE_DUE,
    CHANGE_UNIT, CHANGE_IDENTITY, CHANGE_REASON. Error fields: reason, new_email, into, identity. }}
{{PART staff_breadcrumb}}
{{PART heading}}
<p translate="no"><a href="{{ACCOUNT_URL}}">{{NAME}}</a><br>{{EMAIL}}</p>
<p>{{EXPLANATION}}</p>
{{#WAITING}}<dl class="facts">
<div><dt>{{T staff.waiting.what}}</dt><dd>{{CHANGE}}</dd></div>
<div><dt>{{T staff.waiting.to}}</dt><dd translate="no">{{CHANGE_TO}}</dd></div>
<div><dt>{{CHANGE_DUE_WHAT}}</dt><dd>{{CHANGE_DUE}}</dd></div>
<div><dt>{{T staff.waiting.unit}}</dt><dd translate="no">{{CHANGE_UNIT}}</dd></div>
<div><dt>{{T staff.waiting.identity}}</dt><dd>{{CHANGE_IDENTITY}}</dd></div>
<div><dt>{{T staff.waiting.reason}}</dt><dd translate="no">{{CHANGE_REASON}}</dd></div>
</dl>{{/WAITING}}
<form method="post" action="/Account/Staff/Act">
{{PART form_token}}
<input type="hidden" name="act" value="{{ACT}}">
{{#NEW_ADDRESS}}
<div class="field">
<label for="new_email">{{T email.new}}</label>
{{#NEW_EMAIL_ERROR}}<p class="error" id="new_email-error">{{ERROR_TEXT}}</p>{{/NEW_EMAIL_ERROR}}
<input type="text" id="new_email" name="new_email" value="{{NEW_EMAIL}}" inputmode="email" autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="254" aria-required="true"{{#NEW_EMAIL_ERROR}} aria-invalid="true" aria-describedby="new_email-error"{{/NEW_EMAIL_ERROR}}>
</div>
{{/NEW_ADDRESS}}
{{#OTHER_ACCOUNT}}
<div class="field">
<label for="into">{{T staff.into}}</label>
<p class="hint" id="into-hint">{{T staff.into_hint}}</p>
{{#INTO_ERROR}}<p class="error" id="into-error">{{ERROR_TEXT}}</p>{{/INTO_ERROR}}
<input type="text" id="into" name="into" value="{{INTO}}" inputmode="email" autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="254" aria-required="true" aria-describedby="{{#INTO_ERROR}}into-error {{/INTO_ERROR}}into-hint"{{#INTO_ERROR}} aria-invalid="true"{{/INTO_ERROR}}>
</div>
{{/OTHER_ACCOUNT}}
{{#IDENTITY}}
<fieldset id="identity" role="radiogroup" tabindex="-1" aria-required="true"{{#IDENTITY_ERROR}} aria-invalid="true" aria-describedby="identity-error"{{/IDENTITY_ERROR}}>
<legend>{{T staff.identity}}</legend>
{{#IDENTITY_ERROR}}<p class="error" id="identity-error">{{ERROR_TEXT}}</p>{{/IDENTITY_ERROR}}
<div class="check"><input type="radio" id="identity-1" name="identity" value="1"{{#CHOSE_DOCUMENT}} checked{{/CHOSE_DOCUMENT}}><label for="identity-1">{{T data.staff_change.identity_check.1}}</label></div>
<div class="check"><input type="radio" id="identity-2" name="identity" value="2"{{#CHOSE_STRONG}} checked{{/CHOSE_STRONG}}><label for="identity-2">{{T data.staff_change.identity_check.2}}</label></div>
<div class="check"><input type="radio" id="identity-3" name="identity" value="3"{{#CHOSE_KNOWN}} checked{{/CHOSE_KNOWN}}><label for="identity-3">{{T data.staff_change.identity_check.3}}</label></div>
</fieldset>
{{/IDENTITY}}
<div class="field">
<label for="reason">{{T staff.reason}}</label>
<p class="hint" id="reason-hint">{{T staff.reason_hint}}</p>
{{#REASON_ERROR}}<p class="error" id="reason-error">{{ERROR_TEXT}}</p>{{/REASON_ERROR}}
<input type="text" id="reason" name="reason" value="{{REASON}}" autocomplete="off" maxlength="500" aria-required="true" aria-describedby="{{#REASON_ERROR}}reason-error {{/REASON_ERROR}}reason-hint"{{#REASON_ERROR}} aria-invalid="true"{{/REASON_ERROR}}>
</div>
<p class="note">{{T password.required_note}}</p>
<button>{{BUTTON}}</button>
</form>
<p class="aside"><a href="{{ACCOUNT_URL}}">{{T staff.back}}</a></p>
{{PART send_once}}
