def test_import_opens_nothing():
    import sqlmodel_rs

    assert sqlmodel_rs.__name__ == "sqlmodel_rs"
