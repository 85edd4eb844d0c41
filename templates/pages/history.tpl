{{%AUTOESCAPE context="HTML"}}
{{TITLE settings.history}}
{{! FAILED, EMPTY, or DEALINGS with DEALING_ROW: DATED with WHEN; STRONG; or LINKED (LINK) or UNLINKED, DEALING, SERVICE, STATE. The pager's.
    What the portal says is in its own words: translate=no. }}
{{PART settings_breadcrumb}}
{{PART heading}}
{{#FAILED}}<p class="message">{{T settings.history_failed}}</p>{{/FAILED}}
{{#EMPTY}}<p>{{T history.empty}}</p>{{/EMPTY}}
{{#DEALINGS}}
<p>{{T history.intro}}</p>
<ul class="things">
{{#DEALING_ROW}}<li>
{{#LINKED}}<h2 translate="no"><a href="{{LINK}}">{{DEALING}}</a></h2>
<p><span translate="no">{{SERVICE}}</span><br>{{T history.state}} <span translate="no">{{STATE}}</span></p>{{/LINKED}}
{{#UNLINKED}}<h2 translate="no">{{DEALING}}</h2>
<p><span translate="no">{{SERVICE}}</span><br>{{T history.state}} <span translate="no">{{STATE}}</span></p>{{/UNLINKED}}
{{#STRONG}}<p>{{T settings.history_strong}}</p>{{/STRONG}}
{{#DATED}}<p class="hint">{{WHEN}}</p>{{/DATED}}
</li>{{/DEALING_ROW}}
</ul>
{{PART pager}}
{{/DEALINGS}}
<p class="aside">{{T history.old_user -> /Account/Settings/OldUser}}</p>
