{{%AUTOESCAPE context="HTML"}}
{{TITLE stop_change.done_title}}
{{PART heading}}
<p>{{T stop_change.next @}}</p>
