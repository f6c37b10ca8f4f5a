urlpatterns: list[object] = []
app_name = "procurement"
