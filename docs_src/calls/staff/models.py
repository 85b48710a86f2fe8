"""A hierarchy in Django, multi-table inheritance: a table for each class."""

from django.db import models


class Team(models.Model):
    class Meta:
        db_table = "team"


class Employee(models.Model):
    name = models.CharField(max_length=20, unique=True)
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="members")

    class Meta:
        db_table = "employee"


class Engineer(Employee):
    level = models.IntegerField()

    class Meta:
        db_table = "engineer"


class Manager(Employee):
    hobby = models.CharField(max_length=20)

    class Meta:
        db_table = "manager"
