from django.urls import path

from portal.measuring import bare
from portal.urls import urlpatterns as pages

urlpatterns = [
    path("bare/response/", bare.response),
    path("bare/template/", bare.template),
    path("bare/queries/", bare.queries),
    *pages,
]
