insert into bare.customers
select
    trim(customer_id),
    age,
    coalesce(lower(trim(gender)), 'Unknown'),
    coalesce(trim(country), 'Unknown'),
    sessions,
    cast(avg_session_duration as decimal(28, 10)),
    cast(pages_per_session as decimal(28, 10)),
    transactions,
    cast(revenue as decimal(28, 10))
from {raw}.customers
where customer_id is not null and coalesce(age, 0) between 0 and 120
on duplicate key update
    sessions = values(sessions),
    transactions = values(transactions),
    revenue = values(revenue);

select * from bare.customers
into outfile '{folder}/customers.csv' fields terminated by ',' optionally enclosed by '"';
