SELECT {{shown}} FROM works AS w WHERE w.work_id = %(work_id)s AND {{owned}}
