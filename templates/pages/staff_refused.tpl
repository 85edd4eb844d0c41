{{%AUTOESCAPE context="HTML"}}
{{TITLE staff.refused.title}}
{{! OTHER_NETWORK, SUSPENDED or ENDED: why a member of staff may not be here now. }}
{{PART heading}}
{{#OTHER_NETWORK}}<p>{{T staff.refused.network}}</p>{{/OTHER_NETWORK}}
{{#SUSPENDED}}<p>{{T staff.refused.suspended}}</p>{{/SUSPENDED}}
{{#ENDED}}<p>{{T staff.refused.ended}}</p>{{/ENDED}}
