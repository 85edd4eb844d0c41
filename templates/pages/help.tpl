{{%AUTOESCAPE context="HTML"}}
{{TITLE help.title}}
{{! HAS_PHONE, HAS_ADDRESS, HAS_HOURS: what the installation tells of itself. }}
{{PART heading}}
<p>{{T help.intro}}</p>
<h2>{{T help.contact_title}}</h2>
<p>{{T help.contact @}}</p>
{{#HAS_PHONE}}<p>{{T help.phone}}</p>{{/HAS_PHONE}}
{{#HAS_ADDRESS}}<p>{{T help.visit}}</p>{{/HAS_ADDRESS}}
{{#HAS_HOURS}}<p>{{T help.hours}}</p>{{/HAS_HOURS}}
<h2>{{T help.failing_title}}</h2>
<p>{{T help.failing -> /Account/Forgot}}</p>
<h2>{{T help.old_name_title}}</h2>
<p>{{T help.old_name -> /Account/Forgot}}</p>
<h2>{{T help.unasked_title}}</h2>
<p>{{T help.unasked -> /Account/Forgot}}</p>
<p>{{T help.unasked_address}}</p>
<h2>{{T help.genuine_title}}</h2>
<p>{{T help.genuine}}</p>
<h2>{{T help.shared_title}}</h2>
<p>{{T help.shared -> /Account/Settings/Devices}}</p>
<h2>{{T help.no_email_title}}</h2>
<p>{{T help.no_email}}</p>
<h2>{{T help.family_title}}</h2>
<p>{{T help.family}}</p>
<h2>{{T help.company_title}}</h2>
<p>{{T help.company -> /Account/Register}}</p>
<h2>{{T help.guardian_title}}</h2>
<p>{{T help.guardian}}</p>
<h2>{{T help.name_title}}</h2>
<p>{{T help.name -> /Account/Settings}}</p>
<h2>{{T help.mailbox_title}}</h2>
<p>{{T help.mailbox -> /Account/Settings}}</p>
<h2>{{T help.deceased_title}}</h2>
<p>{{T help.deceased}}</p>
