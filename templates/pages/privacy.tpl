{{%AUTOESCAPE context="HTML"}}
{{TITLE privacy.title}}
{{! DORMANT_STAY or DORMANT_END: what becomes of an account that nobody uses. }}
{{PART heading}}
<h2>{{T privacy.controller_title}}</h2>
<p>{{T privacy.controller @}}</p>
<p>{{T privacy.officer @}}</p>
<h2>{{T privacy.purpose_title}}</h2>
<p>{{T privacy.purpose}}</p>
<p>{{T privacy.basis}}</p>
<p>{{T privacy.voluntary}}</p>
<h2>{{T privacy.data_title}}</h2>
<p>{{T privacy.data}}</p>
<p>{{T privacy.data_sent}}</p>
<p>{{T privacy.no_profiling}}</p>
<h2>{{T privacy.sources_title}}</h2>
<p>{{T privacy.sources}}</p>
<p>{{T privacy.recipients}}</p>
<p>{{T privacy.transfers}}</p>
<h2>{{T privacy.keeping_title}}</h2>
<table>
<caption>{{T privacy.keeping_table}}</caption>
<thead><tr><th scope="col">{{T privacy.what}}</th><th scope="col">{{T privacy.how_long}}</th></tr></thead>
<tbody>
<tr><th scope="row">{{T privacy.account}}</th><td data-label="{{T privacy.how_long}}">{{#DORMANT_STAY}}{{T privacy.account_kept}}{{/DORMANT_STAY}}{{#DORMANT_END}}{{T privacy.account_kept_dormant}}{{/DORMANT_END}}</td></tr>
<tr><th scope="row">{{T privacy.events}}</th><td data-label="{{T privacy.how_long}}">{{T privacy.events_kept}}</td></tr>
<tr><th scope="row">{{T privacy.closed}}</th><td data-label="{{T privacy.how_long}}">{{T privacy.closed_kept #erase_after_days}}</td></tr>
<tr><th scope="row">{{T privacy.old_addresses}}</th><td data-label="{{T privacy.how_long}}">{{T privacy.old_addresses_kept}}</td></tr>
<tr><th scope="row">{{T privacy.sessions}}</th><td data-label="{{T privacy.how_long}}">{{T privacy.sessions_kept #absolute_hours}} {{T privacy.sessions_remembered #remembered_days}}</td></tr>
<tr><th scope="row">{{T privacy.browsers}}</th><td data-label="{{T privacy.how_long}}">{{T privacy.browsers_kept}}</td></tr>
<tr><th scope="row">{{T privacy.links}}</th><td data-label="{{T privacy.how_long}}">{{T privacy.links_kept #undo_days}}</td></tr>
<tr><th scope="row">{{T privacy.mails}}</th><td data-label="{{T privacy.how_long}}">{{T privacy.mails_kept}}</td></tr>
<tr><th scope="row">{{T privacy.requests}}</th><td data-label="{{T privacy.how_long}}">{{T privacy.requests_kept}}</td></tr>
<tr><th scope="row">{{T privacy.staff_changes}}</th><td data-label="{{T privacy.how_long}}">{{T privacy.staff_changes_kept}}</td></tr>
<tr><th scope="row">{{T privacy.failures}}</th><td data-label="{{T privacy.how_long}}">{{T privacy.failures_kept}}</td></tr>
<tr><th scope="row">{{T privacy.logs}}</th><td data-label="{{T privacy.how_long}}">{{T privacy.logs_kept #logs_kept_days}}</td></tr>
<tr><th scope="row">{{T privacy.matters}}</th><td data-label="{{T privacy.how_long}}">{{T privacy.matters_kept}}</td></tr>
</tbody>
</table>
<h2>{{T privacy.rights_title}}</h2>
<p>{{T privacy.rights @}}</p>
<p>{{T privacy.complaint @ -> T privacy.ombudsman_url}}</p>
