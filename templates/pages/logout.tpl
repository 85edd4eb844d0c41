{{%AUTOESCAPE context="HTML"}}
{{TITLE logout.title}}
{{! EVERYWHERE: offers to end all sessions. START_URL: the portal. }}
{{PART heading}}
<p>{{T logout.question}}</p>
<form method="post" action="/Account/Logout">
{{PART form_token}}
<div class="buttons">
<button>{{T bar.sign_out}}</button>
{{#EVERYWHERE}}<button class="second" name="everywhere" value="1">{{T bar.sign_out_everywhere}}</button>{{/EVERYWHERE}}
</div>
{{#EVERYWHERE}}<p class="hint">{{T logout.everywhere_hint}}</p>{{/EVERYWHERE}}
</form>
<p class="aside"><a href="{{START_URL}}">{{T logout.stay}}</a></p>
