{{%AUTOESCAPE context="HTML"}}
{{TITLE hand_over.failed_title}}
{{! On the portal's own host. PORTAL_URL: where the person was going; signing in begins anew there. }}
{{PART heading}}
<p>{{T hand_over.failed}}</p>
<p><a class="button" href="{{PORTAL_URL}}">{{T hand_over.again}}</a></p>
<p class="aside">{{T hand_over.cookies}}</p>
