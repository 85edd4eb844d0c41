{{%AUTOESCAPE context="HTML"}}
{{TITLE register.confirm_title}}
{{! Behind the mailed link. USER_NAME: the address, not to be changed. GIVEN_NAME, FAMILY_NAME: refilled. LINK_PROOF; SUGGESTION with
    PHRASE. Error fields: given_name, family_name, new_password, confirm_password. }}
{{PART heading}}
<p>{{T register.confirm_intro}}</p>
<form method="post" action="/Account/Register/Confirm">
{{PART form_token}}
<input type="hidden" name="link" value="{{LINK_PROOF}}">
{{PART known_user_name}}
{{PART names}}
{{PART new_password}}
<button>{{T register.submit}}</button>
</form>
<p class="aside">{{T register.privacy -> /Account/Privacy}}</p>
