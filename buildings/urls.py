app_name = "buildings"
urlpatterns = []
