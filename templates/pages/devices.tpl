{{%AUTOESCAPE context="HTML"}}
{{TITLE settings.devices}}
{{! HERE once, OTHER for each other device: DEVICE, LAST_USED, BEGAN, REMEMBERED; OTHER has HANDLE. ALONE or WITH_OTHERS. }}
{{PART settings_breadcrumb}}
{{PART heading}}
<p>{{T devices.intro}}</p>
<ul class="things">
{{#HERE}}<li>
<h2>{{DEVICE}}</h2>
<p>{{T devices.last_used}} <strong>{{LAST_USED}}</strong><br>{{T devices.began}} {{BEGAN}}<br>{{REMEMBERED}}</p>
</li>{{/HERE}}
{{#OTHER}}<li>
<h2>{{DEVICE}}</h2>
<p>{{T devices.last_used}} {{LAST_USED}}<br>{{T devices.began}} {{BEGAN}}<br>{{REMEMBERED}}</p>
<form method="post" action="/Account/Settings/Devices">
{{PART form_token}}
<button class="second" name="device" value="{{HANDLE}}" aria-label="{{T devices.end_this}}">{{T devices.end_one}}</button>
</form>
</li>{{/OTHER}}
</ul>
{{#ALONE}}<p>{{T devices.alone}}</p>{{/ALONE}}
{{#WITH_OTHERS}}
<form method="post" action="/Account/Settings/Devices">
{{PART form_token}}
<button name="others" value="1">{{T devices.end_others}}</button>
</form>
{{/WITH_OTHERS}}
<p class="aside">{{T devices.stranger -> /Account/Settings/Password}}</p>
