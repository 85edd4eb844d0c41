{{%AUTOESCAPE context="HTML"}}
{{TITLE staff.account.title}}
{{! NAME, EMAIL, STATE, CREATED; SINCE with STATE_SINCE, WITH_PASSWORD with PASSWORD_SET, SIGNED_IN with LAST_SIGN_IN, FAILING with FAILURES.
    DIAGNOSIS: WHY. ACT: ACT_URL, ACT_TITLE, ACT_TEXT; or NO_ACTS. Lists of OLD, MAIL, LINK, SESSION, DONE_ACT. }}
{{PART staff_breadcrumb}}
{{PART heading}}
<dl class="facts">
<div><dt>{{T staff.account.name}}</dt><dd translate="no">{{NAME}}</dd></div>
<div><dt>{{T staff.account.email}}</dt><dd translate="no">{{EMAIL}}</dd></div>
<div><dt>{{T staff.account.state}}</dt><dd>{{STATE}}</dd></div>
{{#SINCE}}<div><dt>{{T staff.account.since}}</dt><dd>{{STATE_SINCE}}</dd></div>{{/SINCE}}
<div><dt>{{T staff.account.created}}</dt><dd>{{CREATED}}</dd></div>
{{#WITH_PASSWORD}}<div><dt>{{T staff.account.password_set}}</dt><dd>{{PASSWORD_SET}}</dd></div>{{/WITH_PASSWORD}}
{{#SIGNED_IN}}<div><dt>{{T staff.account.last_sign_in}}</dt><dd>{{LAST_SIGN_IN}}</dd></div>{{/SIGNED_IN}}
{{#FAILING}}<div><dt>{{T staff.account.failures}}</dt><dd>{{FAILURES}}</dd></div>{{/FAILING}}
</dl>
<h2>{{T staff.why.title}}</h2>
<ul>
{{#DIAGNOSIS}}<li>{{WHY}}</li>{{/DIAGNOSIS}}
</ul>
<h2>{{T staff.acts.title}}</h2>
{{#NO_ACTS}}<p>{{T staff.acts.none}}</p>{{/NO_ACTS}}
{{#ACTS}}<ul class="choices">
{{#ACT}}<li><a href="{{ACT_URL}}">{{ACT_TITLE}}</a><p class="hint">{{ACT_TEXT}}</p></li>{{/ACT}}
</ul>{{/ACTS}}
{{#OLD_USERS}}<h2>{{T staff.account.old_users}}</h2>
<ul>
{{#OLD}}<li translate="no">{{OLD_NAME}} ({{PORTAL_ID}})</li>{{/OLD}}
</ul>{{/OLD_USERS}}
<h2>{{T staff.account.mails}}</h2>
{{#NO_MAILS}}<p>{{T staff.account.no_mails}}</p>{{/NO_MAILS}}
{{#MAILS}}<ul class="things">
{{#MAIL}}<li><h3>{{MAIL_WHAT}}</h3><p>{{MAIL_STATE}}<br>{{MAIL_WHY}}<span lang="en" translate="no">{{MAIL_REPLY}}</span></p><p class="when">{{MAIL_WHEN}}</p></li>{{/MAIL}}
</ul>{{/MAILS}}
<h2>{{T staff.account.links}}</h2>
{{#NO_LINKS}}<p>{{T staff.account.no_links}}</p>{{/NO_LINKS}}
{{#LINKS}}<ul class="things">
{{#LINK}}<li><h3>{{LINK_WHAT}}</h3><p>{{LINK_STATE}}</p><p class="when">{{LINK_WHEN}}</p></li>{{/LINK}}
</ul>{{/LINKS}}
<h2>{{T staff.account.sessions}}</h2>
{{#NO_SESSIONS}}<p>{{T staff.account.no_sessions}}</p>{{/NO_SESSIONS}}
{{#SESSIONS}}<ul class="things">
{{#SESSION}}<li><h3>{{DEVICE}}</h3><p class="when">{{T devices.last_used}} {{LAST_USED}}</p></li>{{/SESSION}}
</ul>{{/SESSIONS}}
{{#BY_STAFF}}<h2>{{T staff.account.by_staff}}</h2>
<ul class="things">
{{#DONE_ACT}}<li><h3>{{DONE_WHAT}}</h3><p translate="no">{{DONE_BY}}<br>{{DONE_WHY}}</p><p class="when">{{DONE_WHEN}}</p></li>{{/DONE_ACT}}
</ul>{{/BY_STAFF}}
