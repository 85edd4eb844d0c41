{{%AUTOESCAPE context="HTML"}}
{{TITLE stop_change.title}}
{{! Behind the link in the mail about a change that staff have asked for: ADDRESS or MERGE, EMAIL. LINK_PROOF. }}
{{PART heading}}
{{#ADDRESS}}<p>{{T stop_change.address}}</p>{{/ADDRESS}}
{{#MERGE}}<p>{{T stop_change.merge}}</p>{{/MERGE}}
<p>{{T stop_change.question}}</p>
<form method="post" action="/Account/StopChange">
{{PART form_token}}
<input type="hidden" name="link" value="{{LINK_PROOF}}">
<button>{{T stop_change.button}}</button>
</form>
{{PART send_once}}
