{{%AUTOESCAPE context="HTML"}}
{{TITLE email.undo.done_title}}
{{! RESTORED: the old address holds again. FROZEN: staff decide. }}
{{PART heading}}
{{#RESTORED}}
<div class="message good" role="status"><p>{{T email.undo.restored}}</p></div>
<p>{{T email.undo.restored_next}}</p>
{{/RESTORED}}
{{#FROZEN}}
<div class="message good" role="status"><p>{{T email.undo.frozen}}</p></div>
<p>{{T email.undo.frozen_next @}}</p>
{{/FROZEN}}
