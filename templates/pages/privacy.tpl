{{%AUTOESCAPE context="HTML"}}
{{TITLE privacy.title}}
{{PART heading}}
<h2>{{T privacy.controller_title}}</h2>
<p>{{T privacy.controller @}}</p>
<h2>{{T privacy.purpose_title}}</h2>
<p>{{T privacy.purpose}}</p>
<h2>{{T privacy.data_title}}</h2>
<p>{{T privacy.data}}</p>
<h2>{{T privacy.sources_title}}</h2>
<p>{{T privacy.sources}}</p>
<h2>{{T privacy.keeping_title}}</h2>
<p>{{T privacy.keeping}}</p>
<h2>{{T privacy.rights_title}}</h2>
<p>{{T privacy.rights @ -> T privacy.ombudsman_url}}</p>
