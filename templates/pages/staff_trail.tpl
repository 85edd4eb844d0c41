{{%AUTOESCAPE context="HTML"}}
{{TITLE staff.trail.title}}
{{! ACT: WHAT, WHEN; ABOUT with EMAIL, REASONED with REASON; or EMPTY. The pager's. }}
{{PART staff_breadcrumb}}
{{PART heading}}
<p>{{T staff.trail.intro}}</p>
{{#EMPTY}}<p>{{T staff.trail.empty}}</p>{{/EMPTY}}
{{#ACTS}}<ul class="things">
{{#ACT}}<li>
<h2>{{WHAT}}</h2>
{{#ABOUT}}<p translate="no">{{EMAIL}}</p>{{/ABOUT}}
{{#REASONED}}<p>{{T activity.reason}} <span translate="no">{{REASON}}</span></p>{{/REASONED}}
<p class="when">{{WHEN}}</p>
</li>{{/ACT}}
</ul>{{/ACTS}}
{{PART pager}}
