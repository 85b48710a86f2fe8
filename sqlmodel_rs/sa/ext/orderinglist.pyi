# Written by `python -m tests.house.surface_stubs`.
from sqlmodel_rs.ext.orderinglist import OrderingList as OrderingList
from sqlmodel_rs.ext.orderinglist import count_from_0 as count_from_0
from sqlmodel_rs.ext.orderinglist import count_from_1 as count_from_1
from sqlmodel_rs.ext.orderinglist import count_from_n_factory as count_from_n_factory
from sqlmodel_rs.ext.orderinglist import ordering_list as ordering_list

__all__ = [
    "OrderingList",
    "count_from_0",
    "count_from_1",
    "count_from_n_factory",
    "ordering_list",
]
