{{%AUTOESCAPE context="HTML"}}
{{! The way back to the e-service. RETURN with RETURN_LINK. }}
{{#RETURN}}<li><a href="{{RETURN_LINK}}">{{T footer.start}}</a></li>{{/RETURN}}
