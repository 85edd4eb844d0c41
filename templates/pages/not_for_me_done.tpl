{{%AUTOESCAPE context="HTML"}}
{{TITLE not_for_me.done_title}}
{{PART heading}}
<div class="message good" role="status"><p>{{T not_for_me.done @}}</p></div>
