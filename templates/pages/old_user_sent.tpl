{{%AUTOESCAPE context="HTML"}}
{{TITLE old_user.sent_title}}
{{! OLD_NAME. SENT, or ALREADY_SENT: today's limit is reached. }}
{{PART settings_breadcrumb}}
{{PART heading}}
{{#SENT}}<div class="message good" role="status"><p>{{T old_user.sent}}</p></div>{{/SENT}}
{{#ALREADY_SENT}}<div class="message" role="status"><p>{{T old_user.already_sent}}</p></div>{{/ALREADY_SENT}}
<p class="for">{{T old_user.sent_for}}</p>
<p>{{T old_user.sent_help}}</p>
<p class="aside"><a href="/Account/Settings/OldUser">{{T old_user.again}}</a></p>
<p class="aside">{{T old_user.staff -> /Account/Settings/OldUser/Staff}}</p>
