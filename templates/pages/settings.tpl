{{%AUTOESCAPE context="HTML"}}
{{TITLE settings.title}}
{{! PERSON_NAME and PERSON_EMAIL come with the frame's person. START_URL: the portal. }}
{{PART heading}}
<h2>{{T settings.name}}</h2>
<p>{{PERSON_NAME}}</p>
<h2>{{T settings.email}}</h2>
<p>{{PERSON_EMAIL}}</p>
<p class="hint">{{T settings.email_text}}</p>
<h2>{{T settings.password}}</h2>
<p>{{T settings.password_text}}</p>
<p><a class="button" href="/Account/Settings/Password">{{T settings.change_password}}</a></p>
<h2>{{T settings.devices}}</h2>
<p>{{T settings.devices_text}}</p>
<form method="post" action="/Account/Logout">
{{PART form_token}}
<button class="second" name="everywhere" value="1">{{T bar.sign_out_everywhere}}</button>
</form>
<p class="aside"><a href="{{START_URL}}">{{T logout.stay}}</a></p>
