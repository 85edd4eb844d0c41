{{%AUTOESCAPE context="HTML"}}
{{TITLE settings.activity}}
{{! ACTIVITY: WHAT, WHEN; FROM_NETWORK with NETWORK, BY_STAFF with UNIT, REASONED with REASON. The pager's. }}
{{PART settings_breadcrumb}}
{{PART heading}}
<p>{{T activity.intro}}</p>
<ul class="things">
{{#ACTIVITY}}<li>
<h2>{{WHAT}}</h2>
{{#BY_STAFF}}<p>{{T activity.by_staff}} <span translate="no">{{UNIT}}</span></p>{{/BY_STAFF}}
{{#REASONED}}<p>{{T activity.reason}} <span translate="no">{{REASON}}</span></p>{{/REASONED}}
<p class="when">{{WHEN}}{{#FROM_NETWORK}}<br>{{T activity.network}} <span translate="no">{{NETWORK}}</span>{{/FROM_NETWORK}}</p>
</li>{{/ACTIVITY}}
</ul>
{{PART pager}}
<p class="aside">{{T activity.stranger @ -> /Account/Settings/Password}}</p>
