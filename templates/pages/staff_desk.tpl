{{%AUTOESCAPE context="HTML"}}
{{TITLE staff.title}}
{{! WHO: refilled, with an error field. NOBODY, or RESULTS with PERSON: WITH_ACCOUNT (PERSON_NAME, PERSON_URL) or WITHOUT_ACCOUNT; MAILED, OLD_USER,
    WAITS. MORE. REQUEST: REQUEST_NAME, REQUEST_URL, REQUEST_SUBJECT, REQUEST_MESSAGE, REQUEST_WHEN;
    MORE_REQUESTS; or NO_REQUESTS. }}
{{PART heading}}
<p>{{T staff.recorded}}</p>
<form method="post" action="/Account/Staff" role="search">
{{PART form_token}}
<div class="field">
<label for="who">{{T staff.search}}</label>
<p class="hint" id="who-hint">{{T staff.search_hint}}</p>
{{#WHO_ERROR}}<p class="error" id="who-error">{{ERROR_TEXT}}</p>{{/WHO_ERROR}}
<input type="text" id="who" name="who" value="{{WHO}}" autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="254" aria-required="true" aria-describedby="{{#WHO_ERROR}}who-error {{/WHO_ERROR}}who-hint"{{#WHO_ERROR}} aria-invalid="true"{{/WHO_ERROR}}>
</div>
<button>{{T staff.search_button}}</button>
</form>
{{#NOBODY}}<h2>{{T staff.results}}</h2><p>{{T staff.nobody}}</p>{{/NOBODY}}
{{#RESULTS}}
<h2>{{T staff.results}}</h2>
<ul class="things">
{{#PERSON}}<li>
{{#WITH_ACCOUNT}}<h3 translate="no"><a href="{{PERSON_URL}}">{{PERSON_NAME}}</a></h3>{{/WITH_ACCOUNT}}
{{#WITHOUT_ACCOUNT}}<h3 translate="no">{{PERSON_NAME}}</h3>{{/WITHOUT_ACCOUNT}}
{{#MAILED}}<p translate="no">{{PERSON_EMAIL}}</p>{{/MAILED}}
{{#OLD_USER}}<p>{{T staff.old_name}} <span translate="no">{{PERSON_OLD_NAME}}</span></p>{{/OLD_USER}}
{{#WAITS}}<p>{{WHY_WAITS}}</p>{{/WAITS}}
</li>{{/PERSON}}
</ul>
{{#MORE}}<p>{{T staff.more}}</p>{{/MORE}}
{{/RESULTS}}
<h2>{{T staff.requests}}</h2>
{{#NO_REQUESTS}}<p>{{T staff.no_requests}}</p>{{/NO_REQUESTS}}
{{#REQUESTS}}<ul class="things">
{{#REQUEST}}<li>
<h3 translate="no"><a href="{{REQUEST_URL}}">{{REQUEST_NAME}}</a></h3>
<p>{{T staff.request_old_name}} <span translate="no">{{REQUEST_SUBJECT}}</span></p>
<p translate="no">{{REQUEST_MESSAGE}}</p>
<p class="when">{{REQUEST_WHEN}}</p>
</li>{{/REQUEST}}
</ul>
{{#MORE_REQUESTS}}<p>{{T staff.more_requests}}</p>{{/MORE_REQUESTS}}
{{/REQUESTS}}
<p class="aside"><a href="/Account/Staff/Acts">{{T staff.trail.title}}</a></p>
<p class="aside">{{T staff.version}} <span translate="no">asiointipalvelu {{VERSION}}</span></p>
