{{%AUTOESCAPE context="HTML"}}
{{TITLE not_for_me.title}}
{{! ACTION: where the form is sent. LINK_PROOF: which link. }}
{{PART heading}}
<p>{{T not_for_me.intro}}</p>
<p>{{T not_for_me.what_happens}}</p>
<p><strong>{{T not_for_me.own}}</strong></p>
<form method="post" action="{{ACTION}}">
{{PART form_token}}
<input type="hidden" name="link" value="{{LINK_PROOF}}">
<button>{{T not_for_me.button}}</button>
</form>
{{PART send_once}}
