{{%AUTOESCAPE context="HTML"}}
{{TITLE cookies.title}}
{{PART heading}}
<p>{{T cookies.intro}}</p>
<table>
<caption>{{T cookies.table}}</caption>
<thead><tr><th scope="col">{{T cookies.name}}</th><th scope="col">{{T cookies.purpose}}</th><th scope="col">{{T cookies.lifetime}}</th></tr></thead>
<tbody>
<tr><th scope="row"><code>__Host-asiointi</code></th><td data-label="{{T cookies.purpose}}">{{T cookies.session}}</td><td data-label="{{T cookies.lifetime}}">{{T cookies.session_life #absolute_hours}} {{T cookies.session_remembered #remembered_days}}</td></tr>
<tr><th scope="row"><code>__Host-asiointi-form</code></th><td data-label="{{T cookies.purpose}}">{{T cookies.form}}</td><td data-label="{{T cookies.lifetime}}">{{T cookies.until_closed}}</td></tr>
<tr><th scope="row"><code>__Host-asiointi-link</code></th><td data-label="{{T cookies.purpose}}">{{T cookies.link}}</td><td data-label="{{T cookies.lifetime}}">{{T cookies.link_life #undo_days}}</td></tr>
<tr><th scope="row"><code>__Host-asiointi-language</code></th><td data-label="{{T cookies.purpose}}">{{T cookies.language}}</td><td data-label="{{T cookies.lifetime}}">{{T cookies.year}}</td></tr>
<tr><th scope="row"><code>__Host-asiointi-device</code></th><td data-label="{{T cookies.purpose}}">{{T cookies.device}}</td><td data-label="{{T cookies.lifetime}}">{{T cookies.device_life}}</td></tr>
<tr><th scope="row"><code>__Host-asiointi-state</code></th><td data-label="{{T cookies.purpose}}">{{T cookies.state}}</td><td data-label="{{T cookies.lifetime}}">{{T cookies.until_closed}}</td></tr>
</tbody>
</table>
