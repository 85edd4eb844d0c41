{{%AUTOESCAPE context="HTML"}}
{{TITLE settings.title}}
{{! NAME, EMAIL, CHOSEN_LANGUAGE: what holds now. START_URL: the portal. }}
{{PART heading}}
<h2>{{T settings.group_details}}</h2>
<ul class="choices">
<li><a href="/Account/Settings/Name">{{T settings.name}}</a><p>{{NAME}}</p></li>
<li><a href="/Account/Settings/Language">{{T settings.language}}</a><p>{{CHOSEN_LANGUAGE}}</p></li>
<li><a href="/Account/Settings/Email">{{T settings.email}}</a><p>{{EMAIL}}</p><p class="hint">{{T settings.email_text}}</p></li>
</ul>
<h2>{{T settings.group_sign_in}}</h2>
<ul class="choices">
<li><a href="/Account/Settings/Password">{{T settings.password}}</a><p class="hint">{{T settings.password_text}}</p></li>
<li><a href="/Account/Settings/Devices">{{T settings.devices}}</a><p class="hint">{{T settings.devices_text}}</p></li>
<li><a href="/Account/Settings/Activity">{{T settings.activity}}</a><p class="hint">{{T settings.activity_text}}</p></li>
</ul>
<h2>{{T settings.group_data}}</h2>
<ul class="choices">
<li><a href="/Account/Settings/History">{{T settings.history}}</a><p class="hint">{{T settings.history_text}}</p></li>
<li><a href="/Account/Settings/OldUser">{{T old_user.title}}</a><p class="hint">{{T settings.old_user_text}}</p></li>
<li><a href="/Account/Settings/Data">{{T settings.data}}</a><p class="hint">{{T settings.data_text}}</p></li>
<li><a href="/Account/Settings/Delete">{{T settings.delete}}</a><p class="hint">{{T settings.delete_text}}</p></li>
</ul>
<p class="aside"><a href="{{START_URL}}">{{T logout.stay}}</a></p>
