{{%AUTOESCAPE context="HTML"}}
{{TITLE a11y.title}}
{{PART heading}}
<p>{{T a11y.scope}}</p>
<h2>{{T a11y.status_title}}</h2>
<p>{{T a11y.status}}</p>
<h2>{{T a11y.gaps_title}}</h2>
<p>{{T a11y.gaps}}</p>
<h2>{{T a11y.method_title}}</h2>
<p>{{T a11y.method}}</p>
<h2>{{T a11y.feedback_title}}</h2>
<p>{{T a11y.feedback}}</p>
<p>{{T a11y.feedback_to @}}</p>
<h2>{{T a11y.supervisor_title}}</h2>
<p>{{T a11y.supervisor -> T a11y.supervisor_url}}</p>
<p>{{T a11y.supervisor_phone}}</p>
