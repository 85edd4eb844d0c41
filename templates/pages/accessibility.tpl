{{%AUTOESCAPE context="HTML"}}
{{TITLE a11y.title}}
{{! One of FULL, PARTIAL, NONE; GAPS with a GAP for each GAP_TEXT; BY_OURSELVES or BY_OTHERS; FEEDBACK_FORM. }}
{{PART heading}}
<p>{{T a11y.scope}}</p>
<p>{{T a11y.law}}</p>
<h2>{{T a11y.status_title}}</h2>
<p>{{#FULL}}{{T a11y.full}}{{/FULL}}{{#PARTIAL}}{{T a11y.partial}}{{/PARTIAL}}{{#NONE}}{{T a11y.none}}{{/NONE}} {{T a11y.goal}}</p>
<h2>{{T a11y.gaps_title}}</h2>
{{#FULL}}<p>{{T a11y.no_gaps}}</p>{{/FULL}}
{{#GAPS}}
<ul>
{{#GAP}}<li>{{GAP_TEXT}}</li>{{/GAP}}
</ul>
{{/GAPS}}
<p>{{T a11y.portal}}</p>
<h2>{{T a11y.method_title}}</h2>
<p>{{#BY_OURSELVES}}{{T a11y.by_ourselves}}{{/BY_OURSELVES}}{{#BY_OTHERS}}{{T a11y.by_others}}{{/BY_OTHERS}} {{T a11y.method}}</p>
<h2>{{T a11y.feedback_title}}</h2>
<p>{{T a11y.feedback}}</p>
{{#FEEDBACK_FORM}}<p>{{T a11y.feedback_form -> T a11y.feedback_form_url}}</p>{{/FEEDBACK_FORM}}
<p>{{T a11y.feedback_to @}}</p>
<p>{{T a11y.feedback_other_form}}</p>
<h2>{{T a11y.supervisor_title}}</h2>
<p>{{T a11y.enforcement -> T a11y.supervisor_url}}</p>
<p>{{T a11y.supervisor}}<br>{{T a11y.supervisor_contact @}}</p>
